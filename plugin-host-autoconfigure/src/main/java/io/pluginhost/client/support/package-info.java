/**
 * Makes clients of plugins: checks their interfaces, and turns their methods into calls.
 */
@NullMarked
package io.pluginhost.client.support;

import org.jspecify.annotations.NullMarked;
