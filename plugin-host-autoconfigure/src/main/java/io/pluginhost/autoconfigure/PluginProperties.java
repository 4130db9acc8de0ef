package io.pluginhost.autoconfigure;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The keys of one plugin. {@code config} and {@code manifest} are bound for their
 * metadata alone: binding loses types, empty lists and nulls, so
 * {@code PluginConfigurationReader} reads them.
 */
public class PluginProperties extends PluginDefaults {

	/**
	 * Id of the plugin.
	 */
	private @Nullable String id;

	/**
	 * File that is the worker, as a path or a location on the class path.
	 */
	private @Nullable String entrypoint;

	/**
	 * Whole command, instead of an entrypoint.
	 */
	private @Nullable List<String> command;

	/**
	 * Manifest of the plugin, as its worker is told it.
	 */
	private @Nullable Map<String, Object> manifest;

	/**
	 * Location of a JSON file with the manifest.
	 */
	private @Nullable String manifestLocation;

	/**
	 * Configuration of the plugin, as its worker is told it.
	 */
	private @Nullable Map<String, Object> config;

	/**
	 * Configuration of the plugin as JSON text.
	 */
	private @Nullable String configJson;

	/**
	 * Location of a JSON file with the configuration of the plugin.
	 */
	private @Nullable String configLocation;

	/**
	 * File or class path resource with the JSON Schema that the configuration is checked
	 * by before the worker starts, in place of the manifest's 'instanceConfigSchema'.
	 */
	private @Nullable String configSchema;

	public @Nullable String getId() {
		return this.id;
	}

	public void setId(@Nullable String id) {
		this.id = id;
	}

	public @Nullable String getEntrypoint() {
		return this.entrypoint;
	}

	public void setEntrypoint(@Nullable String entrypoint) {
		this.entrypoint = entrypoint;
	}

	public @Nullable List<String> getCommand() {
		return this.command;
	}

	public void setCommand(@Nullable List<String> command) {
		this.command = command;
	}

	public @Nullable Map<String, Object> getManifest() {
		return this.manifest;
	}

	public void setManifest(@Nullable Map<String, Object> manifest) {
		this.manifest = manifest;
	}

	public @Nullable String getManifestLocation() {
		return this.manifestLocation;
	}

	public void setManifestLocation(@Nullable String manifestLocation) {
		this.manifestLocation = manifestLocation;
	}

	public @Nullable Map<String, Object> getConfig() {
		return this.config;
	}

	public void setConfig(@Nullable Map<String, Object> config) {
		this.config = config;
	}

	public @Nullable String getConfigJson() {
		return this.configJson;
	}

	public void setConfigJson(@Nullable String configJson) {
		this.configJson = configJson;
	}

	public @Nullable String getConfigLocation() {
		return this.configLocation;
	}

	public void setConfigLocation(@Nullable String configLocation) {
		this.configLocation = configLocation;
	}

	public @Nullable String getConfigSchema() {
		return this.configSchema;
	}

	public void setConfigSchema(@Nullable String configSchema) {
		this.configSchema = configSchema;
	}

}
