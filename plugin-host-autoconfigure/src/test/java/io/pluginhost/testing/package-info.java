/**
 * What several tests need.
 */
@NullMarked
package io.pluginhost.testing;

import org.jspecify.annotations.NullMarked;
