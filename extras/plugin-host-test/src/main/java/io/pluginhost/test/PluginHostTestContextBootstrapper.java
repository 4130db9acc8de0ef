package io.pluginhost.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/**
 * Starts the application of a {@link PluginHostTest}.
 */
class PluginHostTestContextBootstrapper extends TestSliceTestContextBootstrapper<PluginHostTest> {

}
