/**
 * A sample application whose documents are analysed by plugins in processes of their own.
 */
@NullMarked
package io.pluginhost.sample;

import org.jspecify.annotations.NullMarked;
