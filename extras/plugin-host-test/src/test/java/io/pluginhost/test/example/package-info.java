/**
 * An application with plugins, to be tested.
 */
@NullMarked
package io.pluginhost.test.example;

import org.jspecify.annotations.NullMarked;
