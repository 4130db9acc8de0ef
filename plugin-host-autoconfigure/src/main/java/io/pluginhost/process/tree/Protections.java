package io.pluginhost.process.tree;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.pluginhost.process.command.SearchPath;

/**
 * What protects a host from its workers and their leftovers depends on programs that an
 * image may lack. Says once, in one line, which protections are not in force because of
 * it. For use by several threads.
 */
public final class Protections {

	private static final Logger logger = LoggerFactory.getLogger(Protections.class);

	private final SearchPath searchPath;

	private final Path shell;

	private final AtomicBoolean reported = new AtomicBoolean();

	public Protections(@Nullable String path) {
		this(path, Watchdog.SHELL);
	}

	Protections(@Nullable String path, Path shell) {
		this.searchPath = new SearchPath(path, false);
		this.shell = shell;
	}

	/**
	 * Report what is missing, once it is known.
	 */
	public void report(SetPriv.Abilities setPriv) {
		if (!Proc.AVAILABLE || !setPriv.isKnown() || !this.reported.compareAndSet(false, true)) {
			return;
		}
		List<String> missing = missing(setPriv);
		if (!missing.isEmpty()) {
			logger.warn("Plugins run with less protection here: there is {}", String.join("; ", missing));
		}
	}

	/**
	 * Return the protections that are not in force, with the reason.
	 */
	List<String> missing(SetPriv.Abilities setPriv) {
		List<String> missing = new ArrayList<>();
		boolean isThere = !setPriv.program().isEmpty();
		String reason = isThere ? "'%s' cannot set it".formatted(setPriv.program())
				: "'setpriv' of util-linux is not on the PATH";
		if (setPriv.noNewPrivileges() == SetPriv.Answer.NO) {
			missing.add("no no-new-privileges (%s)".formatted(reason));
		}
		if (setPriv.deathSignal() == SetPriv.Answer.NO) {
			missing.add("no parent-death signal (%s)".formatted(isThere ? reason : "likewise"));
		}
		List<String> programs = new ArrayList<>();
		if (!Files.isExecutable(this.shell)) {
			programs.add(this.shell.toString());
		}
		for (String program : List.of("grep", "tr")) {
			if (this.searchPath.locate(program).isEmpty()) {
				programs.add(program);
			}
		}
		if (!programs.isEmpty()) {
			missing.add("no watchdog that ends processes of plugins if this host is killed (without %s)"
				.formatted(String.join(", ", programs)));
		}
		else if (this.searchPath.locate("setsid").isEmpty()) {
			missing.add("no session of its own for the watchdog ('setsid' of util-linux is not on the PATH), "
					+ "which a kill of this host's process group ends too");
		}
		return missing;
	}

}
