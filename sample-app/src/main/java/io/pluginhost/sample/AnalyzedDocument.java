package io.pluginhost.sample;

import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * The response to a document that was sent.
 *
 * @param documentId the document's id, also in its progress events
 * @param name the document's name
 * @param analysis the plugin's analysis
 */
record AnalyzedDocument(UUID documentId, String name, @JsonUnwrapped DocumentAnalysis analysis) {
}
