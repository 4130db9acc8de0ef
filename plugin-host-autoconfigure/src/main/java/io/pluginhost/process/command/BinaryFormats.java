package io.pluginhost.process.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The formats that Linux has been told to execute with an interpreter
 * ({@code binfmt_misc}), such as programs for another processor with an emulator. Read
 * anew each time: they are asked about only for what cannot be executed otherwise.
 */
final class BinaryFormats {

	private static final Path DIRECTORY = Path.of("/proc/sys/fs/binfmt_misc");

	private final Path directory;

	BinaryFormats() {
		this(DIRECTORY);
	}

	BinaryFormats(Path directory) {
		this.directory = directory;
	}

	/**
	 * Return whether one of the formats fits a file.
	 * @param file the file
	 * @param head its first bytes
	 */
	boolean include(Path file, byte[] head) {
		if (!Files.isDirectory(this.directory)) {
			return false;
		}
		try (DirectoryStream<Path> formats = Files.newDirectoryStream(this.directory)) {
			for (Path format : formats) {
				if (fits(format, file, head)) {
					return true;
				}
			}
		}
		catch (IOException ex) {
			// then none is known
		}
		return false;
	}

	private static boolean fits(Path format, Path file, byte[] head) {
		Map<String, String> fields = new HashMap<>();
		try {
			for (String line : Files.readAllLines(format, StandardCharsets.ISO_8859_1)) {
				String[] field = line.strip().split(" +", 2);
				fields.put(field[0], (field.length > 1) ? field[1] : "");
			}
		}
		catch (IOException ex) {
			// not every file there is a format, nor readable
			return false;
		}
		if (!fields.containsKey("enabled")) {
			return false;
		}
		String extension = fields.get("extension");
		if (extension != null) {
			return file.toString().endsWith(extension);
		}
		try {
			byte[] magic = HexFormat.of().parseHex(fields.getOrDefault("magic", ""));
			byte[] mask = HexFormat.of().parseHex(fields.getOrDefault("mask", ""));
			return fits(head, Integer.parseInt(fields.getOrDefault("offset", "0")), magic, mask);
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static boolean fits(byte[] head, int offset, byte[] magic, byte[] mask) {
		if (magic.length == 0 || head.length < offset + magic.length) {
			return false;
		}
		for (int i = 0; i < magic.length; i++) {
			int relevant = (i < mask.length) ? mask[i] : 0xff;
			if ((head[offset + i] & relevant) != (magic[i] & relevant)) {
				return false;
			}
		}
		return true;
	}

}
