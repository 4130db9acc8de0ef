/**
 * JSON-RPC 2.0, one message a line. Knows no process.
 */
@NullMarked
package io.pluginhost.rpc;

import org.jspecify.annotations.NullMarked;
