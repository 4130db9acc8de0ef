package io.pluginhost.sdk;

/**
 * The versions of the SDK that tests install, by the names they are installed under.
 */
enum SdkVersion {

	/** The first there is. */
	OLDEST("plugin-sdk-oldest", false),

	/** Newer, and silent still about the call it calls back from. */
	WITHOUT_ECHO("plugin-sdk-without-echo", false),

	/** The latest there was. */
	NEWEST("@paperclipai/plugin-sdk", true);

	private final String module;

	private final boolean echoing;

	SdkVersion(String module, boolean echoing) {
		this.module = module;
		this.echoing = echoing;
	}

	String module() {
		return this.module;
	}

	/**
	 * Whether workers echo the id of the call they call back from.
	 */
	boolean isEchoing() {
		return this.echoing;
	}

}
