/**
 * Container images as values: what the OCI image and distribution specifications name, without any I/O.
 *
 * <p>An {@link dev.davit.image.Image} is a {@link dev.davit.image.Manifest}, an {@link dev.davit.image.ImageConfig} and
 * its {@link dev.davit.image.Layer layers}. The packages below make and move images:
 *
 * <ul>
 *   <li>{@code layer} makes a layer from files, always the same bytes for the same input;
 *   <li>{@code store} keeps images in an OCI image layout on disk;
 *   <li>{@code archive} writes what {@code docker load} and other tools read;
 *   <li>{@code rootfs} unpacks an image into a directory;
 *   <li>{@code registry} sends images to a registry.
 * </ul>
 *
 * <p>Whatever is parsed here may come from strangers. Every {@code parse} method throws
 * {@link java.lang.IllegalArgumentException} with a message that shows the input and the expected form, and nothing else.
 */
@NullMarked
package dev.davit.image;

import org.jspecify.annotations.NullMarked;
