/**
 * What runs inside an image's Java virtual machine while an AOT cache is trained. Its one class is put into every Java
 * image and so uses nothing but {@code java.base}.
 */
@NullMarked
package dev.davit.build.training;

import org.jspecify.annotations.NullMarked;
