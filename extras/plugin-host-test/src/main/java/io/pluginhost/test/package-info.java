/**
 * Workers that live in a test's JVM.
 */
@NullMarked
package io.pluginhost.test;

import org.jspecify.annotations.NullMarked;
