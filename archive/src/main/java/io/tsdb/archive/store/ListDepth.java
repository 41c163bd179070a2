package io.tsdb.archive.store;

/** How far below its prefix a listing looks. */
public enum ListDepth {
  /** Only objects directly in the folder. */
  FOLDER,
  /** All objects below it. */
  TREE
}
