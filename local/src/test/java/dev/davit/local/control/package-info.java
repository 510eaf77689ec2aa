@NullMarked
package dev.davit.local.control;

import org.jspecify.annotations.NullMarked;
