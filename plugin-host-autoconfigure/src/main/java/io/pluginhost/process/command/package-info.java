/**
 * What a plugin's configuration names, made into a command that this machine can run, or
 * into a reason why not. Starts nothing.
 */
@NullMarked
package io.pluginhost.process.command;

import org.jspecify.annotations.NullMarked;
