/**
 * One child process and its three pipes. Knows no JSON.
 */
@NullMarked
package io.pluginhost.process;

import org.jspecify.annotations.NullMarked;
