/**
 * Keeps images on disk as an OCI image layout, which other tools can read as it is ({@code skopeo inspect
 * oci:<directory>:<reference>}). Any number of threads and processes may use one store at once.
 */
@NullMarked
package dev.davit.image.store;

import org.jspecify.annotations.NullMarked;
