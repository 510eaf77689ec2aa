/**
 * Unpacks images into directories. What is in a layer may come from strangers, so nothing that it says is followed out
 * of the directory.
 */
@NullMarked
package dev.davit.image.rootfs;

import org.jspecify.annotations.NullMarked;
