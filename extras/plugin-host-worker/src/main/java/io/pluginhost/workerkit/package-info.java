/**
 * What a worker in Java needs to talk to its host.
 */
@NullMarked
package io.pluginhost.workerkit;

import org.jspecify.annotations.NullMarked;
