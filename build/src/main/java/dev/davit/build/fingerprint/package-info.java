/**
 * Tells whether files changed, without reading those that cannot have: {@link dev.davit.build.fingerprint.Watched} says
 * which files matter, {@link dev.davit.build.fingerprint.Fingerprint} what they held.
 */
@NullMarked
package dev.davit.build.fingerprint;

import org.jspecify.annotations.NullMarked;
