/**
 * From a source tree to an image in the store. {@link dev.davit.build.ImageBuild} is the way in;
 * {@link dev.davit.build.Detection} finds out what kind of source it is given. Work that was done before is found again
 * by what went into it: see {@link dev.davit.build.fingerprint} and {@link dev.davit.build.layer}.
 */
@NullMarked
package dev.davit.build;

import org.jspecify.annotations.NullMarked;
