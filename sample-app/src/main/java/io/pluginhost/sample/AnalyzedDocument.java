package io.pluginhost.sample;

import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * The answer to somebody who sent a document.
 *
 * @param documentId the document's id, which its progress events bear too
 * @param name the document's name
 * @param analysis what the plugin found out
 */
record AnalyzedDocument(UUID documentId, String name, @JsonUnwrapped DocumentAnalysis analysis) {
}
