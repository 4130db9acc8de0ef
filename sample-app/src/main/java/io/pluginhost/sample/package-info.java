/**
 * An application whose work is done by plugins: it takes documents, and plugins in
 * processes of their own analyse them.
 */
@NullMarked
package io.pluginhost.sample;

import org.jspecify.annotations.NullMarked;
