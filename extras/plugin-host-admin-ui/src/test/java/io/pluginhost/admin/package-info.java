/**
 * The page of Spring Boot Admin.
 */
@NullMarked
package io.pluginhost.admin;

import org.jspecify.annotations.NullMarked;
