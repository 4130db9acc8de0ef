package io.pluginhost.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The sample application. Its plugins are configured in {@code application.yml}; their
 * workers are in the directory {@code workers}.
 */
@SpringBootApplication
public class SampleApplication {

	/**
	 * Run the application.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		SpringApplication.run(SampleApplication.class, args);
	}

}
