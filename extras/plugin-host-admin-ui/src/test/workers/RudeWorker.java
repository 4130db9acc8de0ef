import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A worker that says what would be dangerous as HTML, in its health and on stderr.
 */
public class RudeWorker {

	private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

	private static final String HTML = "<img src=x onerror='window.hacked=true'>";

	public static void main(String[] args) throws IOException {
		System.err.println("Out of luck " + HTML);
		BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			Matcher id = ID.matcher(line);
			if (line.contains("\"method\"") && id.find()) {
				System.out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id.group(1)
						+ ",\"result\":{\"ok\":true,\"supportedMethods\":[\"health\"],\"status\":\"degraded\",\"message\":\"slow "
						+ HTML + "\"}}");
			}
			if (line.contains("\"method\":\"shutdown\"")) {
				System.exit(0);
			}
		}
	}

}
