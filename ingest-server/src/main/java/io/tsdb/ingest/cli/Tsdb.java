package io.tsdb.ingest.cli;

import io.tsdb.archive.store.ArchiveUrl;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line {@code java -jar tsdb.jar}. */
@Command(
    name = "tsdb",
    description = {
      "A time-series archive kept as plain SQLite files on object storage, read as one SQL database.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true,
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nParameters:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it was done",
      "1:it failed; the message on stderr says why",
      "2:the command line is wrong"
    },
    footer = {
      "",
      "Every option can also come from the environment: --seal-size as TSDB_SEAL_SIZE, and so on;"
          + " the command line wins.",
      "Archive URLs: file:///path, s3://bucket/prefix?endpoint=...&region=...&pathStyle=true,"
          + " http(s)://host/path of a server or of an archive published by index.",
      "S3 credentials come from where AWS tools look for them: AWS_ACCESS_KEY_ID and"
          + " AWS_SECRET_ACCESS_KEY, profiles, instance roles."
    },
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      ImportCommand.class,
      QueryCommand.class,
      VerifyCommand.class,
      IndexCommand.class,
      HelpCommand.class
    })
public final class Tsdb implements Runnable {

  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      description = "Print the stack trace of a failure.",
      scope = ScopeType.INHERIT)
  private boolean debug;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Expected a command");
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // UTF-8 whatever the locale, as the data is.
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = run(arguments, System.getenv(), out, err);
    out.flush();
    System.exit(code);
  }

  /**
   * Runs a command.
   *
   * @param environment where options are looked for that the arguments lack
   * @return the exit code: 0 done, 1 failed, 2 wrong usage
   */
  static int run(
      String[] arguments, Map<String, String> environment, PrintWriter out, PrintWriter err) {
    Tsdb tsdb = new Tsdb();
    return new CommandLine(tsdb)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setDefaultValueProvider(new EnvironmentDefaults(environment))
        .setParameterExceptionHandler(Tsdb::wrongUsage)
        .setExecutionExceptionHandler(tsdb::failed)
        .execute(arguments);
  }

  private static int wrongUsage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("tsdb: " + ArchiveUrl.redact(String.valueOf(e.getMessage())));
    err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private int failed(Exception e, CommandLine command, ParseResult parsed) {
    command.getOut().flush();
    PrintWriter err = command.getErr();
    err.println("tsdb: " + Failure.describe(e));
    if (debug) {
      e.printStackTrace(err);
    }
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }
}
