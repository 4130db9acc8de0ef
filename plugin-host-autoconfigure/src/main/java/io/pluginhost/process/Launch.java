package io.pluginhost.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to start: everything is resolved, nothing is looked up any more.
 *
 * @param name the plugin's id, for threads' names
 * @param command the program's absolute path and its arguments
 * @param directory the directory it runs in
 * @param environment its whole environment
 * @param maxLineLength the longest line it may write, in bytes
 * @param maxQueuedBytes how much may wait for its stdin, in bytes
 */
public record Launch(String name, List<String> command, Path directory, Map<String, String> environment,
		long maxLineLength, long maxQueuedBytes) {
}
