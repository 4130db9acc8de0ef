/**
 * What a worker in Java needs to talk to its host.
 */
package io.pluginhost.workerkit;
