import { pythonSuite } from "./suite.js";

pythonSuite("messages", 3);
