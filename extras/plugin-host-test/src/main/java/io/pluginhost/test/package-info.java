/**
 * Workers in the JVM of a test.
 */
@NullMarked
package io.pluginhost.test;

import org.jspecify.annotations.NullMarked;
