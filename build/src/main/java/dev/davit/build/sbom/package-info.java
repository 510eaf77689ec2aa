/**
 * Bills of materials: what software is in an image, as CycloneDX JSON.
 *
 * <p>A bill is read from the image's own layers, and so says what is there and not what was meant to be there. What the
 * files themselves do not tell is looked up on the machine that built the image, and believed only where the content is
 * the same: coordinates in Maven's local repository, and Debian's packages.
 */
@NullMarked
package dev.davit.build.sbom;

import org.jspecify.annotations.NullMarked;
