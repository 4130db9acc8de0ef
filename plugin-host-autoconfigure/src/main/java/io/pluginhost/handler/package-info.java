/**
 * Host methods: what an application offers to its plugins.
 */
@NullMarked
package io.pluginhost.handler;

import org.jspecify.annotations.NullMarked;
