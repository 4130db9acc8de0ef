/**
 * A worker in Java, for machines that have no compiler for C.
 */
@NullMarked
package io.pluginhost.benchmarks.worker;

import org.jspecify.annotations.NullMarked;
