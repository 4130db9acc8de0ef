/**
 * The life of one plugin's worker: its table, its processes, its calls. Owns state, owns
 * no I/O; knows no other plugin.
 */
@NullMarked
package io.pluginhost.worker;

import org.jspecify.annotations.NullMarked;
