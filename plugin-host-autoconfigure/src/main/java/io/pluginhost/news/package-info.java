/**
 * What becomes of workers' news: Spring events, and calls of stream listeners.
 */
@NullMarked
package io.pluginhost.news;

import org.jspecify.annotations.NullMarked;
