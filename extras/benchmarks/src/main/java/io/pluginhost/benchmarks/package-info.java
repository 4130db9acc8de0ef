/**
 * Runs the contestants against each other, round by round, and prints what they took.
 */
@NullMarked
package io.pluginhost.benchmarks;

import org.jspecify.annotations.NullMarked;
