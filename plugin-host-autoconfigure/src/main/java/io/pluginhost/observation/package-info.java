/**
 * What observes workers and their calls, implemented by metrics and events. Observes
 * only: nothing here changes what happens.
 */
@NullMarked
package io.pluginhost.observation;

import org.jspecify.annotations.NullMarked;
