/**
 * Applications of the earlier Spring Boot.
 */
@NullMarked
package io.pluginhost.compatibility;

import org.jspecify.annotations.NullMarked;
