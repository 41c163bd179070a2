package io.tsdb.archive.vfs;

/** Result codes, flags and characteristics of sqlite3.h that a read-only VFS needs. */
final class SqliteCodes {

  static final int OK = 0;
  static final int READONLY = 8;
  static final int NOT_FOUND = 12;
  static final int CANNOT_OPEN = 14;
  static final int IOERR = 10;
  static final int IOERR_READ = IOERR | (1 << 8);
  static final int IOERR_SHORT_READ = IOERR | (2 << 8);
  static final int IOERR_DELETE = IOERR | (10 << 8);

  static final int OPEN_READONLY = 0x1;
  static final int OPEN_MAIN_DB = 0x100;

  /** Primary result code, the low byte of an extended one. */
  static final int PRIMARY = 0xff;

  static final int NO_MEMORY = 7;
  static final int INTERRUPT = 9;
  static final int CORRUPT = 11;
  static final int NOT_A_DATABASE = 26;

  private SqliteCodes() {}
}
