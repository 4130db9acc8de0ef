/**
 * The processes that come from one child, found, measured and ended as a whole, also
 * after the death of their host. Knows no pipe.
 */
@NullMarked
package io.pluginhost.process.tree;

import org.jspecify.annotations.NullMarked;
