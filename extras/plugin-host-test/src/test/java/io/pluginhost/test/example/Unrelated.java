package io.pluginhost.test.example;

import org.springframework.stereotype.Component;

@Component
class Unrelated {

}
