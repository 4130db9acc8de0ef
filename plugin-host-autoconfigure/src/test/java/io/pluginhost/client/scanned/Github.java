package io.pluginhost.client.scanned;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import org.springframework.context.annotation.Profile;

import io.pluginhost.client.PluginClient;
import io.pluginhost.client.PluginMethod;

/**
 * A client that is found, with others in it.
 */
@PluginClient("acme.github")
public interface Github {

	@PluginMethod("stars")
	int stars(String repository);

	/** Found where it is declared. */
	@PluginClient("acme.github")
	interface Inner {

	}

	/** Not found: its profile is not active. */
	@PluginClient("acme.github")
	@Profile("other")
	interface OfOtherProfile {

	}

	/** Not found: the mark is another's. */
	@PluginClient("acme.github")
	@Retention(RetentionPolicy.RUNTIME)
	@interface Marker {

	}

	/** Found by its own mark. */
	@Marker
	interface Marked {

	}

	/** Not found: not marked. */
	interface NotMarked {

	}

}
