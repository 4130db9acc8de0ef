/**
 * The life of one worker, and the registry of all: owns state, owns no I/O.
 */
@NullMarked
package io.pluginhost.worker;

import org.jspecify.annotations.NullMarked;
