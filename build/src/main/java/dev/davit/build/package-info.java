@NullMarked
package dev.davit.build;

import org.jspecify.annotations.NullMarked;
