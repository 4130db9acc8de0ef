package io.pluginhost;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is run as the worker of a plugin, and in which environment.
 *
 * @param entrypoint the worker's file: a path, or a {@code classpath:} location
 * @param command the command that runs the worker, instead of an entrypoint
 * @param args the arguments of the entrypoint
 * @param execArgv the arguments of the runtime, before the entrypoint
 * @param workingDirectory the working directory of the worker, {@code null} for the
 * entrypoint's, else the application's
 * @param env the environment variables to set
 * @param inheritEnv the names, or {@code NAME*}, of the environment variables to inherit
 * from the application
 * @param commandPrefix the command to prepend to the worker's, such as {@code [prlimit,
 * --nofile=256]}
 * @param noNewPrivileges whether to prevent the worker from gaining privileges, where the
 * platform supports it
 */
public record LaunchPolicy(@Nullable String entrypoint, List<String> command, List<String> args, List<String> execArgv,
		@Nullable Path workingDirectory, Map<String, String> env, List<String> inheritEnv, List<String> commandPrefix,
		boolean noNewPrivileges) {

	/**
	 * The built-in defaults.
	 */
	public static final LaunchPolicy DEFAULT = new Builder(new KeyRecorder()).build();

	public LaunchPolicy {
		command = List.copyOf(command);
		args = List.copyOf(args);
		execArgv = List.copyOf(execArgv);
		env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
		inheritEnv = List.copyOf(inheritEnv);
		commandPrefix = List.copyOf(commandPrefix);
	}

	/**
	 * Sets single values, and records which.
	 */
	public static final class Builder {

		private final KeyRecorder keys;

		private @Nullable String entrypoint;

		private List<String> command = List.of();

		private List<String> args = List.of();

		private List<String> execArgv = List.of();

		private @Nullable Path workingDirectory;

		private Map<String, String> env = Map.of();

		private List<String> inheritEnv = List.of();

		private List<String> commandPrefix = List.of();

		private boolean noNewPrivileges = true;

		private Builder(KeyRecorder keys) {
			this.keys = keys;
		}

		Builder(LaunchPolicy policy, KeyRecorder keys) {
			this(keys);
			this.entrypoint = policy.entrypoint;
			this.command = policy.command;
			this.args = policy.args;
			this.execArgv = policy.execArgv;
			this.workingDirectory = policy.workingDirectory;
			this.env = policy.env;
			this.inheritEnv = policy.inheritEnv;
			this.commandPrefix = policy.commandPrefix;
			this.noNewPrivileges = policy.noNewPrivileges;
		}

		/**
		 * Set the worker's file: a path, or a {@code classpath:} location.
		 * @param entrypoint the value
		 * @return this builder
		 */
		public Builder entrypoint(@Nullable String entrypoint) {
			this.entrypoint = entrypoint;
			return this;
		}

		/**
		 * Set the command that runs the worker, instead of an entrypoint.
		 * @param command the value
		 * @return this builder
		 */
		public Builder command(List<String> command) {
			this.command = command;
			return this;
		}

		/**
		 * Set the arguments of the entrypoint.
		 * @param args the value
		 * @return this builder
		 */
		public Builder args(List<String> args) {
			this.args = this.keys.choose("args", this.args, args);
			return this;
		}

		/**
		 * Set the arguments of the runtime, before the entrypoint.
		 * @param execArgv the value
		 * @return this builder
		 */
		public Builder execArgv(List<String> execArgv) {
			this.execArgv = this.keys.choose("exec-argv", this.execArgv, execArgv);
			return this;
		}

		/**
		 * Set the working directory of the worker, {@code null} for the entrypoint's,
		 * else the application's.
		 * @param workingDirectory the value
		 * @return this builder
		 */
		public Builder workingDirectory(@Nullable Path workingDirectory) {
			this.workingDirectory = this.keys.choose("working-directory", this.workingDirectory, workingDirectory);
			return this;
		}

		/**
		 * Set the environment variables to set.
		 * @param env the value
		 * @return this builder
		 */
		public Builder env(Map<String, String> env) {
			this.env = this.keys.choose("env", this.env, env);
			return this;
		}

		/**
		 * Set the names, or {@code NAME*}, of the environment variables to inherit from
		 * the application.
		 * @param inheritEnv the value
		 * @return this builder
		 */
		public Builder inheritEnv(List<String> inheritEnv) {
			this.inheritEnv = this.keys.choose("inherit-env", this.inheritEnv, inheritEnv);
			return this;
		}

		/**
		 * Set the command to prepend to the worker's, such as {@code [prlimit,
		 * --nofile=256]}.
		 * @param commandPrefix the value
		 * @return this builder
		 */
		public Builder commandPrefix(List<String> commandPrefix) {
			this.commandPrefix = this.keys.choose("command-prefix", this.commandPrefix, commandPrefix);
			return this;
		}

		/**
		 * Set whether to prevent the worker from gaining privileges, where the platform
		 * supports it.
		 * @param noNewPrivileges the value
		 * @return this builder
		 */
		public Builder noNewPrivileges(boolean noNewPrivileges) {
			this.noNewPrivileges = this.keys.choose("no-new-privileges", this.noNewPrivileges, noNewPrivileges);
			return this;
		}

		LaunchPolicy build() {
			return new LaunchPolicy(this.entrypoint, this.command, this.args, this.execArgv, this.workingDirectory,
					this.env, this.inheritEnv, this.commandPrefix, this.noNewPrivileges);
		}

	}

}
