/**
 * JSON Schemas of configurations: which types they require, and validation by them. Does
 * not know where a configuration comes from.
 */
@NullMarked
package io.pluginhost.schema;

import org.jspecify.annotations.NullMarked;
