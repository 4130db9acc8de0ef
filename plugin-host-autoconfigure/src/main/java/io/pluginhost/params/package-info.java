/**
 * How the parameters of Java methods make up the params of calls, whichever way they go.
 */
@NullMarked
package io.pluginhost.params;

import org.jspecify.annotations.NullMarked;
