/**
 * Container images as values: what the OCI image and distribution specifications name, without any I/O.
 *
 * <p>An {@link dev.davit.image.Image} is a {@link dev.davit.image.Manifest}, an {@link dev.davit.image.ImageConfig} and
 * its {@link dev.davit.image.Layer layers}; an {@link dev.davit.image.ImageIndex} is several images under one name. The
 * packages below make and move them:
 *
 * <ul>
 *   <li>{@code layer} makes layers from files and archives, always the same bytes for the same input, and reads them;
 *   <li>{@code registry} pulls images from registries and pushes them; {@code credential} knows the passwords;
 *   <li>{@code store} keeps images in an OCI image layout on disk;
 *   <li>{@code archive} writes what {@code docker load} and other tools read, and reads OCI archives;
 *   <li>{@code rootfs} unpacks an image into a directory.
 * </ul>
 *
 * <p>A whole program: an image from a registry, with a layer from a folder on top, pushed to another registry. Of the
 * base, only what that registry lacks is moved, without being stored here.
 *
 * {@snippet lang="java" :
 * import dev.davit.image.*;
 * import dev.davit.image.layer.LayerBuilder;
 * import dev.davit.image.registry.*;
 *
 * void main() throws Exception {
 *     try (var registry = RegistryClient.builder().build()) {
 *         Image base = registry.image(ImageReference.parse("nginx:1.27"), Platform.current());
 *         List<Layer> layers = new ArrayList<>(base.layers());
 *         layers.add(new LayerBuilder().addTree("usr/share/nginx/html", Path.of("site")).writeTo(Path.of("site.tar.gz")));
 *         Image site = Image.of(base.config().withHistory(List.of()), layers, Map.of());
 *         IO.println(registry.push(site, ImageReference.parse("localhost:5000/site:1"), PushListener.SILENT));
 *     }
 * }
 * }
 *
 * <p>Whatever is parsed here may come from strangers. Every {@code parse} method throws
 * {@link java.lang.IllegalArgumentException} with a message that shows the input and the expected form, and nothing else.
 */
@NullMarked
package dev.davit.image;

import org.jspecify.annotations.NullMarked;
