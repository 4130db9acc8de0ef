package io.pluginhost.protocol;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The protocol of a program that is not a plugin, as far as the first line of its output
 * shows.
 */
public enum ForeignProtocol {

	/**
	 * The framing of the Language Server and the Debug Adapter Protocol.
	 */
	CONTENT_LENGTH("(?i)Content-(?:Length|Type):.*",
			"frames its messages with Content-Length, as language servers do, "
					+ "and not as lines (see PROTOCOL.md): it is no plugin, or its library has to be set to lines",
			true),

	/**
	 * A web server, or a client of one.
	 */
	HTTP("HTTP/\\d.*|(?:GET|POST|PUT|HEAD|OPTIONS) \\S+ HTTP/\\d.*",
			"speaks HTTP on its stdout, and not JSON-RPC in lines (see PROTOCOL.md): it is no plugin", true),

	/**
	 * The handshake of HashiCorp's go-plugin.
	 */
	GO_PLUGIN("\\d+\\|\\d+\\|(?:tcp|unix)\\|.*",
			"is a plugin for HashiCorp's go-plugin, which speaks gRPC on a socket, and not JSON-RPC in lines (see PROTOCOL.md)",
			true),

	/**
	 * XML, as of XML-RPC.
	 */
	XML("<\\?xml.*", "writes XML to stdout, and not JSON-RPC in lines (see PROTOCOL.md)", false),

	/**
	 * JSON over several lines.
	 */
	PRETTY("\\s*[{\\[]\\s*", "writes JSON over several lines, but each message has to be one line (see PROTOCOL.md)",
			false),

	/**
	 * UTF-16, or a length before each message.
	 */
	BINARY("(?s).*\\x00.*", "writes binary data or UTF-16 to stdout, but messages are lines of UTF-8 (see PROTOCOL.md)",
			false),

	/**
	 * The usage message of a program with wrong arguments.
	 */
	USAGE("(?i)\\s*usage:.*", "prints how it is to be called: an argument may be missing or wrong (args)", false),

	/**
	 * A server on a port.
	 */
	NETWORK("(?i).*\\b(?:listening|running|serving|started|available)\\b.*(?:https?://|\\bport\\b|:\\d{2,5}\\b).*",
			"seems to be a server that waits for connections, and not for messages on its stdin (see PROTOCOL.md)",
			false);

	/** A word in each answer of a server of the Model Context Protocol. */
	private static final Pattern MCP = Pattern.compile("\\bprotocolVersion\\b");

	private static final String IS_MCP = "is a server of the Model Context Protocol (MCP), and no plugin: "
			+ "its 'initialize' is about a protocolVersion. This host does not speak MCP yet (see PROTOCOL.md)";

	private final Pattern line;

	private final String words;

	private final boolean certain;

	ForeignProtocol(String line, String words, boolean certain) {
		this.line = Pattern.compile(line);
		this.words = words;
		this.certain = certain;
	}

	/**
	 * Return the protocol of a program that writes such a line, if it can be recognized.
	 * @param line the beginning of the line
	 */
	public static @Nullable ForeignProtocol of(String line) {
		for (ForeignProtocol protocol : values()) {
			if (protocol.line.matcher(line).matches()) {
				return protocol;
			}
		}
		return null;
	}

	/**
	 * Return the description of an MCP server, if an answer or an error shows that the
	 * program is one.
	 * @param answer the answer to initialize, or the error and the output about it
	 */
	public static @Nullable String mcp(String answer) {
		return MCP.matcher(answer).find() ? IS_MCP : null;
	}

	/**
	 * Return the description of such a program, which continues "it".
	 */
	public String words() {
		return this.words;
	}

	/**
	 * Return whether no plugin writes such a line, so that no message will follow.
	 */
	public boolean isCertain() {
		return this.certain;
	}

}
