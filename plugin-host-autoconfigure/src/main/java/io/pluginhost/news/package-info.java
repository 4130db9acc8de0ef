/**
 * What becomes of workers' news: Spring events, calls of stream listeners, and a memory
 * of the latest.
 */
@NullMarked
package io.pluginhost.news;

import org.jspecify.annotations.NullMarked;
