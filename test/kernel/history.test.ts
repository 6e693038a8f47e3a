import { pythonSuite } from "./suite.js";

pythonSuite("history", 2);
