/** Writes images as single files, for {@code docker load} and for tools that read an OCI image layout in a tar archive. */
@NullMarked
package dev.davit.image.archive;

import org.jspecify.annotations.NullMarked;
