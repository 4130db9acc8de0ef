/**
 * JSON from bytes and back to bytes, with one public face, {@code JsonCodec}. Knows no
 * JSON-RPC and no message.
 */
@NullMarked
package io.pluginhost.json;

import org.jspecify.annotations.NullMarked;
