package io.pluginhost.call;

/**
 * One thing wrong with a plugin's configuration. Contains no value, which may be a
 * secret.
 *
 * @param path where, such as {@code config.labels[1]}
 * @param problem what is wrong there
 */
public record ConfigProblem(String path, String problem) {

	@Override
	public String toString() {
		return this.path + " " + this.problem;
	}

}
