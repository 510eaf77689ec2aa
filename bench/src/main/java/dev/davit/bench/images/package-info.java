/** The benchmark of building, pushing and starting images. */
@NullMarked
package dev.davit.bench.images;

import org.jspecify.annotations.NullMarked;
